"""A small made-up world on loopback servers, to see the whole way of the data work."""

from flows.demo.project import write_project
from flows.demo.servers import DemoServers
from flows.demo.world import World, make_world

__all__ = ["DemoServers", "World", "make_world", "write_project"]
