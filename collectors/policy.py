"""How politely and how carefully we ask."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Policy(BaseModel):
    """The limits that every request keeps to.

    Proxies from the environment are not used: behind one, nobody could tell whether an address
    is public.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    user_agent: str = Field(
        "opinionflow/0.1",
        min_length=1,
        pattern=r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$",
        description="Who we say we are: name/version, best with a way to reach you.",
    )
    timeout_s: float = Field(20.0, gt=0, description="Longest silence within an answer, seconds.")
    total_s: float = Field(120.0, gt=0, description="Longest time for one whole answer, seconds.")
    pause_s: Seconds = Field(1.0, description="Pause between two requests to a host, seconds.")
    max_wait_s: Seconds = Field(
        60.0, description="Longest wait that a source may ask of us, seconds; beyond it we give up."
    )
    retries: int = Field(3, ge=0, le=10, description="Further tries after a passing failure.")
    backoff_s: Seconds = Field(1.0, description="First pause before a further try, doubled each.")
    max_bytes: int = Field(
        20_000_000, gt=0, description="Largest answer, bytes after decompression."
    )
    max_redirects: int = Field(5, ge=0, le=20, description="Redirects followed, at most.")
    obey_robots: bool = Field(default=True, description="Whether robots.txt and marks are obeyed.")
    allow_private: tuple[str, ...] = Field(
        (), description="Private or loopback hosts that may be opened: host or host:port."
    )

    @property
    def agent(self) -> str:
        """Return the product name that robots.txt knows us by."""
        return self.user_agent.split("/")[0].strip()
