"""The SQL side store: engine, session, migrations, numbers, locks. Knows no Plone content."""
