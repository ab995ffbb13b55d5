"""The room's commands for the site's process."""
