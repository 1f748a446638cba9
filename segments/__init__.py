"""Tags and orders in, groups and trends out: pure functions on frames.

`profiles` says who a customer is, `value` what they are worth, `groups` where they belong,
`trends` what is talked about more than usual. No disk, no network, no clock.
"""
