"""The continuum of services: what each region is offered, where it has holes, when it ends."""
