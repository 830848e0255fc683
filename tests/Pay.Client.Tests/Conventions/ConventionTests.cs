using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pay.Client.AspNetCore;

namespace Pay.Client.Tests.Conventions;

internal sealed class ConventionTests
{
    private static readonly Assembly[] s_packages = [typeof(PayClient).Assembly, typeof(PaymentReturnEndpoint).Assembly];

    private static IEnumerable<Type> PublicTypes => s_packages.SelectMany(a => a.GetExportedTypes());

    private static IEnumerable<Type> Answers => PublicTypes.Where(t => t.IsSubclassOf(typeof(ApiObject)));

    [Test]
    public void Every_asynchronous_method_takes_a_cancellation_token_last_and_it_may_be_left_out()
    {
        var methods = PublicTypes
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => typeof(Task).IsAssignableFrom(m.ReturnType) || m.ReturnType.Name.StartsWith("IAsyncEnumerable", StringComparison.Ordinal))
            .ToList();
        Assert.That(methods, Has.Count.GreaterThan(14));
        foreach (var method in methods)
        {
            var last = method.GetParameters()[^1];
            Assert.That(last.ParameterType, Is.EqualTo(typeof(CancellationToken)), $"{method.DeclaringType!.Name}.{method.Name}");
            Assert.That(last.HasDefaultValue, Is.True, $"{method.DeclaringType.Name}.{method.Name}");
            Assert.That(method.Name, Does.EndWith("Async"));
        }
    }

    [Test]
    public void Every_object_of_an_answer_keeps_properties_that_it_does_not_know()
    {
        Assert.That(Answers.Count(), Is.GreaterThan(18));
        foreach (var type in Answers)
        {
            var info = PayJsonContext.Wire.GetTypeInfo(type) ?? throw new AssertionException($"{type.Name} is not generated");
            var read = (ApiObject)JsonSerializer.Deserialize("""{"novelty":{"a":1}}""", info)!;
            Assert.That(read.AdditionalProperties!["novelty"].GetProperty("a").GetInt32(), Is.EqualTo(1), type.Name);
            Assert.That(JsonSerializer.Serialize(read, info), Does.Contain("\"novelty\":{\"a\":1}"), type.Name);
        }
    }

    [Test]
    public void These_tests_run_without_reflection_based_JSON() =>
        Assert.That(JsonSerializer.IsReflectionEnabledByDefault, Is.False);

    [Test]
    public void Every_class_that_is_read_from_JSON_is_an_object_of_an_answer()
    {
        // What an answer is made of must keep unknown properties too, or they would be lost one level down.
        var parts = Answers
            .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(p => p.PropertyType)
            .Select(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? t.GetGenericArguments()[0] : t)
            .Where(t => t.IsClass && t.Assembly == typeof(PayClient).Assembly)
            .Distinct();
        Assert.That(parts, Is.All.Matches<Type>(t => t!.IsSubclassOf(typeof(ApiObject))));
    }

    [Test]
    public void Every_value_with_known_texts_keeps_unknown_ones()
    {
        var values = PublicTypes.Where(t => t.IsValueType && t.GetCustomAttribute<JsonConverterAttribute>() is not null && t != typeof(MetadataValue)).ToList();
        Assert.That(values, Has.Count.EqualTo(8));
        foreach (var type in values)
        {
            var info = PayJsonContext.Wire.GetTypeInfo(type)!;
            Assert.That(JsonSerializer.Serialize(JsonSerializer.Deserialize("\"never heard of\"", info), info), Is.EqualTo("\"never heard of\""), type.Name);
            Assert.That(JsonSerializer.Deserialize("null", info), Is.EqualTo(Activator.CreateInstance(type)), type.Name);
            Assert.That(() => JsonSerializer.Deserialize("7", info), Throws.InstanceOf<JsonException>(), type.Name);

            var known = type.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.PropertyType == type).Select(p => p.GetValue(null)).ToList();
            Assert.That(known, Is.Unique.And.Not.Empty, type.Name);
            foreach (var value in known)
            {
                Assert.That(JsonSerializer.Deserialize(JsonSerializer.Serialize(value, info), info), Is.EqualTo(value));
                Assert.That(value!.ToString(), Is.EqualTo(type.GetProperty("Value")!.GetValue(value)));
            }
        }
    }

    [Test]
    public void Every_public_class_is_sealed_static_or_made_to_be_closed()
    {
        var open = PublicTypes.Where(t => t is { IsClass: true, IsSealed: false })
            .Where(t => t.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Any(c => c.IsPublic || c.IsFamily || c.IsFamilyOrAssembly));
        Assert.That(open, Is.Empty);
        Assert.That(typeof(RefundResult).GetNestedTypes().Select(t => t.Name), Is.EquivalentTo(new[] { "Confirmed", "Rejected", "Unknown" }));
    }

    [Test]
    public void Names_say_what_a_thing_is()
    {
        string[] empty = ["Helper", "Util", "Manager", "Common"];
        var types = s_packages.SelectMany(a => a.GetTypes()).Where(t => t.GetCustomAttribute<CompilerGeneratedAttribute>() is null);
        Assert.That(types.Select(t => t.Name).Where(n => empty.Any(e => n.Contains(e, StringComparison.Ordinal))), Is.Empty);
    }

    [Test]
    public void No_file_of_the_SDK_is_over_400_lines()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "sdk"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();
        Assert.That(files, Has.Count.GreaterThan(30));
        Assert.That(files.Where(f => File.ReadLines(f).Count() > 400), Is.Empty);
    }
}
