using System.Collections;
using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUpAgent.Cli;
using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Cli;

public sealed partial class DocumentsTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // Keys without a default: the example shows what one may look like.
    private static readonly string[] Required = ["Steps", "Key", "Template", "Variants", "Name", "Address"];

    public static TheoryData<string> Snippets => [.. Blocks("json")];

    public static TheoryData<string> Commands =>
        [.. Blocks("bash").SelectMany(b => b.Split('\n')).Where(l => l.StartsWith("followup ", StringComparison.Ordinal)).Distinct()];

    [Fact]
    public void The_example_settings_hold_every_key_with_its_default_and_no_other()
    {
        using var example = JsonDocument.Parse(Repository.Read("appsettings.example.json"), WithComments);
        var differences = new List<string>();
        foreach (var section in SettingSection.All)
        {
            var defaults = Activator.CreateInstance(section.Options)!;
            if (section.Key is { } key)
            {
                Compare(example.RootElement.GetProperty(key), section.Options, defaults, key, differences);
            }
            else
            {
                foreach (var property in section.Options.GetProperties())
                {
                    CompareProperty(example.RootElement, property, defaults, "", differences);
                }
            }
        }

        var known = SettingSection.All.SelectMany(s => s.Key is null ? s.Options.GetProperties().Select(p => p.Name) : [s.Key]).Order();
        Assert.Empty(differences);
        Assert.Equal(known, example.RootElement.EnumerateObject().Select(p => p.Name).Order());
    }

    [Fact]
    public async Task The_list_of_sections_is_the_one_that_the_rooms_read()
    {
        var folder = new AgentFolder(Directory.CreateTempSubdirectory("followup-sections-").FullName);
        await SampleAgent.WriteAsync(folder);
        await using var app = FollowUpAgent.House.Build(folder);

        var read = app.Services.GetServices<IFaultSource>().SelectMany(s => s.Sections);

        Assert.Equal(
            read.Order(),
            SettingSection.All.SelectMany(s => s.Key is null ? s.Options.GetProperties().Select(p => p.Name) : [s.Key]).Order());
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task The_settings_shown_in_the_README_work_beside_the_sample(string snippet)
    {
        using var shell = await Shell.WithSampleAsync();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(snippet));
        var settings = new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()
            .Where(s => s.Value is not null)
            .ToDictionary(s => s.Key, s => s.Value);
        if (settings.ContainsKey("Delivery:Relays:default:UserName"))
        {
            settings["Delivery:Relays:default:Password"] = "by environment variable";
        }

        // Building lists every fault, also of keys that nobody reads.
        await using var app = FollowUpAgent.House.Build(new AgentFolder(shell.Agent), settings);

        Assert.NotNull(app);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_commands_shown_in_the_README_are_understood(string line) => Assert.Empty(UsageTests.FaultsOf(line));

    [Fact]
    public void The_README_names_every_verb()
    {
        var readme = Repository.Read("README.md");

        Assert.All(
            CommandLine.Verbs(new AgentOption(null), new Output(TextWriter.Null, TextWriter.Null, isWatched: false)),
            verb => Assert.Contains($"`{verb.Name}`", readme, StringComparison.Ordinal));
    }

    private static void Compare(JsonElement shown, Type type, object? value, string path, List<string> differences)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (shown.ValueKind is JsonValueKind.Null)
        {
            if (value is not null)
            {
                differences.Add($"{path}: the default is {value}");
            }
        }
        else if (typeof(IDictionary).IsAssignableFrom(plain))
        {
            var item = plain.GetGenericArguments()[1];
            foreach (var entry in shown.EnumerateObject().Where(_ => !IsSingle(item)))
            {
                Compare(entry.Value, item, Activator.CreateInstance(item), $"{path}:{entry.Name}", differences);
            }
        }
        else if (plain.IsArray)
        {
            foreach (var entry in shown.EnumerateArray())
            {
                Compare(entry, plain.GetElementType()!, Activator.CreateInstance(plain.GetElementType()!), path, differences);
            }
        }
        else if (!IsSingle(plain))
        {
            CompareObject(shown, plain, value ?? Activator.CreateInstance(plain)!, path, differences);
        }
        else if (!Equals(TypeDescriptor.GetConverter(plain).ConvertFromInvariantString(shown.ToString()), value))
        {
            differences.Add($"{path}: shows {shown}, the default is {value ?? "null"}");
        }
    }

    private static void CompareObject(JsonElement shown, Type type, object value, string path, List<string> differences)
    {
        var properties = type.GetProperties().Where(p => p.CanWrite).ToList();
        differences.AddRange(shown.EnumerateObject().Where(s => properties.TrueForAll(p => p.Name != s.Name)).Select(s => $"{path}:{s.Name}: nobody reads it"));
        foreach (var property in properties)
        {
            CompareProperty(shown, property, value, $"{path}:", differences);
        }
    }

    private static void CompareProperty(JsonElement shown, System.Reflection.PropertyInfo property, object owner, string prefix, List<string> differences)
    {
        var path = prefix + property.Name;
        if (!shown.TryGetProperty(property.Name, out var element))
        {
            differences.Add($"{path}: is missing");
        }
        else if (property.GetValue(owner) is { } value || element.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            Compare(element, property.PropertyType, property.GetValue(owner), path, differences);
        }
        else if (element.ValueKind is not JsonValueKind.Null && !Required.Contains(property.Name))
        {
            differences.Add($"{path}: shows {element}, the default is null");
        }
    }

    private static bool IsSingle(Type type) => type == typeof(string) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    private static IEnumerable<string> Blocks(string language) =>
        Block().Matches(Repository.Read("README.md")).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);

    [GeneratedRegex("^```([a-z]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
