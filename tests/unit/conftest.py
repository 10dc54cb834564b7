"""Settings of hypothesis for tests that run beside other work: no test fails for being slow."""

from hypothesis import settings


settings.register_profile("unit", parent=settings.default, deadline=None)
settings.load_profile("unit")
