Filing and following: e-forms for every procedure offered online, drafts and resumable uploads, virus scanning, receipt, look-up, My dossiers, accounts, messages, papers as PDF that can be verified.
Who has received a result rates how the dossier was handled.
