"""Data on its way in: deliveries, how good they are, who decides, and the quarterly returns.

Words: a *delivery* is what an agency hands over, once; it lies in *quarantine* until somebody has
decided; a *check* tries it out and writes a *report*; whoever may judge *accepts* or *refuses* it;
a load that should not be held is *retired*; a *return* is what the law has an agency disclose each
quarter (SI 2007/1831), and a *duty* says which agency owes which.
An agency's own people hand over and see their agency's deliveries; analysts and managers judge.
"""
