"""Words of the explorer for its templates."""
