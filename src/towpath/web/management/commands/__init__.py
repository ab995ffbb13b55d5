"""The commands of the site's process."""
