"""The work calendars of the centre and its departments: versions, changes, and what these mean for running dossiers."""
