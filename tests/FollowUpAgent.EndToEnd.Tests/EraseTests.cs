using System.Text;
using FollowUpAgent.Contacts;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.EndToEnd.Tests;

public sealed class EraseTests
{
    private const string Address = "wilhelmina.quackernaeck@xylofoon-erased.test";
    private const string FirstName = "Wilhelmina-Quackernaeck";

    [Fact]
    public async Task After_an_erasure_no_file_of_the_agent_holds_address_or_name()
    {
        await using var agent = await MailedAgentAsync(DatabaseKind.Sqlite);
        var before = FilesWith(agent, Address).Count;

        var receipt = await agent.Get<PersonalData>().EraseAsync(Address, "tester", keepMailable: false, CancellationToken.None);

        Assert.True(before >= 2, "the address was in database and mail folder before");
        Assert.Equal(ErasureOutcome.Erased, receipt.Outcome);
        Assert.Equal(1, receipt.FilesDeleted);
        Assert.Empty(FilesWith(agent, Address));
        Assert.Empty(FilesWith(agent, FirstName));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_erasure_keeps_what_statistics_need_and_blanks_what_leads_to_the_person(DatabaseKind kind)
    {
        await using var agent = await MailedAgentAsync(kind);
        var before = await agent.QueryAsync<Ledger>("SELECT id, stage, propensities, chosen, seed, erased FROM decision ORDER BY stage");

        await agent.Get<PersonalData>().EraseAsync(Address, null, keepMailable: false, CancellationToken.None);

        var after = await agent.QueryAsync<Ledger>("SELECT id, stage, propensities, chosen, seed, erased FROM decision ORDER BY stage");
        Assert.NotEmpty(after);
        Assert.Equal(before.Select(d => (d.Id, d.Stage, d.Propensities, d.Chosen)), after.Select(d => (d.Id, d.Stage, d.Propensities, d.Chosen)));
        Assert.All(after, d => Assert.True(d is { Erased: true, Seed: 0 }));
        Assert.Equal(0, (await agent.QueryAsync<long>("SELECT COUNT(*) FROM decision WHERE contact_id IS NOT NULL")).Single());
        Assert.Equal("erased", (await agent.QueryAsync<string>("SELECT exit_reason FROM enrollment")).Single());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_export_holds_what_every_room_knows_of_the_person(DatabaseKind kind)
    {
        await using var agent = await MailedAgentAsync(kind);

        var export = await agent.Get<PersonalData>().ExportAsync(Address, CancellationToken.None);

        var rooms = export!["rooms"]!.AsObject();
        Assert.Equal(["contacts", "sequences", "decisions", "messages"], rooms.Select(r => r.Key));
        Assert.Contains(FirstName, rooms["messages"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task<AgentInTest> MailedAgentAsync(DatabaseKind kind)
    {
        // No skip, so that there surely is a mail.
        var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?> { ["Groups:Treatment"] = "0", ["Groups:Baseline"] = "1" });
        await agent.AddContactAsync(Address, c => c with { FirstName = FirstName });
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        return agent;
    }

    private static List<string> FilesWith(AgentInTest agent, string text)
    {
        byte[][] forms = [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text), .. Base64Forms(text)];
        return [.. Directory.GetFiles(agent.Folder.Root, "*", SearchOption.AllDirectories)
            .Where(file => forms.Any(form => ReadShared(file).AsSpan().IndexOf(form) >= 0))];
    }

    // Whatever stands before the text in a base64 body, one of three alignments gives its inner characters.
    private static IEnumerable<byte[]> Base64Forms(string text) => Enumerable.Range(0, 3).Select(lead =>
    {
        var encoded = Convert.ToBase64String([.. new byte[lead], .. Encoding.UTF8.GetBytes(text)]);
        return Encoding.ASCII.GetBytes(encoded[4..^4]);
    });

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private sealed class Ledger
    {
        public Guid Id { get; set; }

        public string Stage { get; set; } = "";

        public string Propensities { get; set; } = "";

        public string Chosen { get; set; } = "";

        public long Seed { get; set; }

        public bool Erased { get; set; }
    }
}
