using Xunit;

// Coyote's engine takes the machine for itself while it runs; tests one after the other are as fast and tell more.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
