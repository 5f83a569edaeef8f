using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUpAgent.Cli;
using FollowUpAgent.Cli.Demo;

namespace FollowUpAgent.Tests.Cli.Demo;

public sealed class DemoTests(SmallDemo demo) : IClassFixture<SmallDemo>
{
    [Fact]
    public void The_JSON_says_what_came_of_each_group_and_of_each_week()
    {
        var figures = JsonSerializer.Deserialize<JsonElement>(demo.Json);

        Assert.Equal(["groups", "uplift", "messages", "weeks", "seconds", "peakMegabytes"], NamesOf(figures));
        Assert.Equal(["value", "low", "high"], NamesOf(figures.GetProperty("uplift")));
        Assert.Equal(["planned", "sent", "lost", "duplicate"], NamesOf(figures.GetProperty("messages")));
        Assert.Equal(["treatment", "control", "baseline"], figures.GetProperty("groups").EnumerateArray().Select(g => g.GetProperty("group").GetString()));
        Assert.All(figures.GetProperty("groups").EnumerateArray(), g => Assert.Equal(
            ["group", "contacts", "messages", "replies", "unsubscribes", "goals", "rewardPerContact"], NamesOf(g)));
        Assert.Equal(SmallDemo.Contacts, figures.GetProperty("groups").EnumerateArray().Sum(g => g.GetProperty("contacts").GetInt32()));
        Assert.Equal(SmallDemo.Weeks, figures.GetProperty("weeks").GetArrayLength());
        Assert.All(["messages", "replies", "goals"], what => Assert.NotEqual(0, figures.GetProperty("groups").EnumerateArray().Sum(g => g.GetProperty(what).GetInt32())));
    }

    [Fact]
    public void Every_planned_mail_lies_in_the_folder_once()
    {
        var messages = JsonSerializer.Deserialize<JsonElement>(demo.Json).GetProperty("messages");

        Assert.Equal(Directory.GetFiles(Path.Combine(demo.Folder, "mail"), "*.eml").Length, messages.GetProperty("sent").GetInt32());
        Assert.Equal((0, 0), (messages.GetProperty("lost").GetInt32(), messages.GetProperty("duplicate").GetInt32()));
        Assert.InRange(messages.GetProperty("planned").GetInt32(), SmallDemo.Contacts, 4 * SmallDemo.Contacts);
    }

    [Fact]
    public void A_missing_file_counts_as_lost_and_a_second_one_as_twice()
    {
        PlannedRow[] planned =
        [
            new() { HeaderId = "a@x", State = "sent", SentAt = DemoPlan.Start },
            new() { HeaderId = "b@x", State = "sent", SentAt = DemoPlan.Start },
            new() { HeaderId = "c@x", State = "cancelled" },
        ];

        Assert.Equal(new MessageFigures(3, 2, 0, 0), MessageFigures.Of(planned, ["a@x", "b@x"]));
        Assert.Equal(new MessageFigures(3, 1, 1, 2), MessageFigures.Of(planned, ["a@x", "a@x", "a@x"]));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_figures()
    {
        var again = await SmallDemo.RunAsync(Path.Combine(demo.Root, "again"), "--json");

        Assert.Equal(WithoutMachine(demo.Json), WithoutMachine(again.Data));
    }

    [Fact]
    public async Task It_ends_with_three_sentences_and_a_command_that_works()
    {
        var told = await SmallDemo.RunAsync(Path.Combine(demo.Root, "told"));

        Assert.Equal(0, told.Code);
        Assert.Contains("\nWhat worked: ", told.Data, StringComparison.Ordinal);
        Assert.Contains("\nWhat a person should decide: ", told.Data, StringComparison.Ordinal);
        Assert.Contains("\nOne decision: ", told.Data, StringComparison.Ordinal);
        var next = told.Data.TrimEnd().Split('\n')[^1].Trim().Split(' ');
        Assert.Equal("followup", next[0]);
        Assert.Equal(0, (await SmallDemo.CallAsync(next[1..])).Code);
    }

    [Fact]
    public async Task Every_decision_of_it_can_be_made_again()
    {
        var replayed = await SmallDemo.CallAsync("replay", "--all", "--json", "--data", demo.Folder);

        Assert.Equal(0, replayed.Code);
        Assert.Equal((0, 0), (replayed.Json.GetProperty("different").GetInt32(), replayed.Json.GetProperty("erased").GetInt32()));
        Assert.InRange(replayed.Json.GetProperty("equal").GetInt32(), SmallDemo.Contacts, int.MaxValue);
    }

    [Fact]
    public async Task It_writes_into_its_new_folder_and_nowhere_else()
    {
        Assert.Equal(demo.WorkingFolderBefore, demo.WorkingFolderAfter);
        Assert.Contains(demo.Folder, demo.Messages, StringComparison.Ordinal);
        Assert.Contains("synchronous=NORMAL", demo.Messages, StringComparison.Ordinal);

        var twice = await SmallDemo.RunAsync(demo.Folder, "--json");

        Assert.Equal(2, twice.Code);
        Assert.Contains("is not empty", twice.Messages, StringComparison.Ordinal);
    }

    private static IEnumerable<string> NamesOf(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private static string WithoutMachine(string json)
    {
        var figures = JsonNode.Parse(json)!.AsObject();
        return figures.Remove("seconds") && figures.Remove("peakMegabytes") ? figures.ToJsonString() : throw new InvalidOperationException("No seconds, or no memory.");
    }
}

/// <summary>A small demo that ran once: enough people that every group has some, few enough to take seconds.</summary>
public sealed class SmallDemo : IAsyncLifetime
{
    internal const int Contacts = 120;
    internal const int Weeks = 4;

    internal string Root { get; } = Directory.CreateTempSubdirectory("followup-demo-test-").FullName;

    internal string Folder => Path.Combine(Root, "demo");

    internal string Json { get; private set; } = "";

    internal string Messages { get; private set; } = "";

    internal IReadOnlyList<string> WorkingFolderBefore { get; private set; } = [];

    internal IReadOnlyList<string> WorkingFolderAfter { get; private set; } = [];

    public async Task InitializeAsync()
    {
        WorkingFolderBefore = [.. Directory.GetFileSystemEntries(Environment.CurrentDirectory).Order()];
        var ran = await RunAsync(Folder, "--json");
        WorkingFolderAfter = [.. Directory.GetFileSystemEntries(Environment.CurrentDirectory).Order()];
        (Json, Messages) = (ran.Data, ran.Messages);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }

    internal static Task<Ran> RunAsync(string folder, params string[] more) =>
        CallAsync(["demo", "--no-serve", "--contacts", $"{Contacts}", "--weeks", $"{Weeks}", "--folder", folder, .. more]);

    internal static async Task<Ran> CallAsync(params string[] args)
    {
        using var data = new StringWriter();
        using var messages = new StringWriter();
        var code = await CommandLine.RunAsync(args, data, messages);
        return new Ran(code, data.ToString(), messages.ToString());
    }
}
