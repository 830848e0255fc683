using NUnit.Framework;

// Every fixture has a gateway and a service of its own; its tests share them one after the other, each with a browser profile of
// its own. Two fixtures at once keep two cores busy; more only make pages slow.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
[assembly: FixtureLifeCycle(LifeCycle.SingleInstance)]
