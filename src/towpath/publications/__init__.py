"""What has left the house: approval, release, withdrawal, and the pages that anyone may read.

Words: a *publication* is the public form of a signed edition, approved by somebody who neither made
nor signed it, and released file by file, each by its hash; a *withdrawn* one says why in its place.
Anyone reads what is published, without signing in; managers publish and withdraw.
"""
