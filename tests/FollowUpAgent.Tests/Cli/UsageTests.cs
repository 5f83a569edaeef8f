using FollowUpAgent.Cli;

namespace FollowUpAgent.Tests.Cli;

public sealed class UsageTests
{
    private static readonly Output Nowhere = new(TextWriter.Null, TextWriter.Null, isWatched: false);

    public static TheoryData<string> Verbs => [.. CommandLine.Verbs(new AgentOption(null), Nowhere).Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_has_help_with_an_example(string verb)
    {
        using var shell = new Shell();

        var help = await shell.RunAsync(verb, "--help");

        Assert.Equal(0, help.Code);
        Assert.Contains($"  followup {verb} ", help.Data[help.Data.IndexOf("Example", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_example_is_understood()
    {
        var examples = CommandLine.Verbs(new AgentOption(null), Nowhere).SelectMany(v => v.Examples).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(FaultsOf(example)));
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("enroll")]
    [InlineData("enroll", "welcome", "--frobnicate")]
    [InlineData("key", "crm", "--scope", "root")]
    [InlineData("key", "Not A Key")]
    [InlineData("suppress")]
    [InlineData("erase", "ada.brown@example.com")]
    public async Task Wrong_usage_ends_with_2_and_says_what_is_wrong(params string[] args)
    {
        using var shell = new Shell();

        var ran = await shell.RunAsync(args);

        Assert.Equal(2, ran.Code);
        Assert.NotEmpty(ran.Messages);
        Assert.DoesNotContain("   at ", ran.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_an_agent_ends_with_2_and_says_how_to_make_one()
    {
        using var shell = new Shell();

        var ran = await shell.RunAsync("--data", shell.Folder);

        Assert.Equal(2, ran.Code);
        Assert.Contains("followup init", ran.Messages, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(shell.Folder));
    }

    [Fact]
    public async Task A_key_is_shown_once_and_fits_the_hash_in_the_settings()
    {
        using var shell = new Shell();

        var made = (await shell.RunAsync("key", "crm", "--scope", "enroll", "--json")).Json;

        var key = made.GetProperty("key").GetString()!;
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key));
        Assert.StartsWith("fua_crm_", key, StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(hash), made.GetProperty("sha256").GetString());
    }

    /// <summary>What is wrong with a line that a person would type.</summary>
    internal static IReadOnlyList<string> FaultsOf(string line)
    {
        var words = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(line.Replace('\'', '"')).Skip(1).ToArray();
        return [.. CommandLine.Parse(words, new AgentOption(null), Nowhere).Errors.Select(e => $"{line}: {e.Message}")];
    }
}
