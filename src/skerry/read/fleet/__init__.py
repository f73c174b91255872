"""A fleet of services as it stands in its repositories: manifests, configuration and code put together into one `Fleet`.

The way of the data: `manifests` read *parts* out of single files; `merge` finds which parts are the same node; `ground` knows for each
node its files, its settings and who is meant by an address; every file of `evidence` yields *links* from it; `edges` weighs them.
"""

from skerry.read.fleet.whole import fleet_of_objects, read_fleet

__all__ = ["fleet_of_objects", "read_fleet"]
