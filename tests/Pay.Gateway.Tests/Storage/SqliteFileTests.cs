using NUnit.Framework;

namespace Pay.Gateway.Tests.Storage;

/// <summary>What only a file can have wrong with it: on SQLite whichever engine the run is on.</summary>
internal sealed class SqliteFileTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("pay-file-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task A_directory_that_cannot_be_written_is_refused()
    {
        var file = Path.Combine(_directory, "a-file");
        await File.WriteAllTextAsync(file, "x");
        foreach (var words in new string[][] { [], ["accounts", "list"] })
        {
            var result = await GatewayProcess.RunAsync([.. words, GatewayProcess.OnSqlite, "--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={file}/data"]);
            Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
            Assert.That(result.Error, Does.Contain(file).And.Not.Contain("   at "));
        }
    }

    [Test]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        await using (await GatewayProcess.ServeAsync(_directory, GatewayProcess.OnSqlite))
        {
        }

        var database = Directory.GetFiles(_directory).OrderBy(file => file.Length).First();
        foreach (var beside in Directory.GetFiles(_directory).Where(file => file != database))
        {
            File.Delete(beside);
        }

        var garbage = new string('x', 8192);
        await File.WriteAllTextAsync(database, garbage);
        var result = await GatewayProcess.RunAsync(GatewayProcess.OnSqlite, "--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={_directory}");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Error, Does.Contain(_directory).And.Not.Contain("   at "));
        Assert.That(await File.ReadAllTextAsync(database), Is.EqualTo(garbage));
    }
}
