"""Who may see what, and who looked: agencies, people, roles, purposes, and the audit trail.

Words: an *agency* is a responsible authority, a co-operating body or another; a *person* signs in;
a *membership* gives a person a role in an agency from a date, and to a date; a *viewer* is a person
as they stand at one moment, with what their memberships permit. Everything in the rooms above asks
a viewer, and every look at personal data is an *audit event*.
Administrators keep agencies, people and memberships; auditors read the trail.
"""
