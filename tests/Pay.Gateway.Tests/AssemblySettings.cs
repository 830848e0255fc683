using NUnit.Framework;

// Every fixture has a gateway and a database of its own; tests inside a fixture share them and run one after the other.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
[assembly: FixtureLifeCycle(LifeCycle.SingleInstance)]
