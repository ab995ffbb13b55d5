"""The API: the queries of the rooms as JSON, under the same policies as their pages.

A program comes with a key (`Authorization: Bearer …`), a person with their session. What is
published needs neither. /api/openapi.json describes it for programs, /api/docs for people.
"""
