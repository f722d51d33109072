"""Turns a build into a frozen edition, an edition into a proof, editions into a site."""
