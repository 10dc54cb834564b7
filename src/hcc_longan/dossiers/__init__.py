"""Dossiers (hồ sơ): filing, lifecycle, clock, register."""
