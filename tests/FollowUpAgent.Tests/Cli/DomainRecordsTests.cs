using FollowUpAgent.Cli;
using FollowUpAgent.Hosting.Health;

namespace FollowUpAgent.Tests.Cli;

public sealed class DomainRecordsTests
{
    private const string Spf = "v=spf1 include:mail.example -all";
    private const string Dmarc = "v=DMARC1; p=reject; rua=mailto:x@acme.test";

    [Fact]
    public async Task A_domain_with_all_records_is_well_and_its_policy_is_named()
    {
        var reading = await ReadAsync("acme.test", ("acme.test", Spf), ("_dmarc.acme.test", Dmarc), ("acme.test MX", "mx"));

        Assert.Equal(HealthState.Ok, reading.State);
        Assert.Contains("DMARC (p=reject)", reading.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_of_the_domain_above_holds_where_there_is_no_nearer_one()
    {
        var reading = await ReadAsync("mail.acme.test", ("mail.acme.test", Spf), ("_dmarc.acme.test", Dmarc), ("mail.acme.test MX", "mx"));

        Assert.Equal(HealthState.Ok, reading.State);
    }

    [Fact]
    public async Task Each_missing_record_is_named_with_what_to_publish()
    {
        var reading = await ReadAsync("acme.test", ("acme.test", "google-site-verification=x"));

        Assert.Equal((HealthState.Warning, "3 records missing"), (reading.State, reading.Detail));
        Assert.All(new[] { "no SPF", "no DMARC", "_dmarc.acme.test", "no MX" }, part => Assert.Contains(part, reading.Advice, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_domain_that_says_it_takes_no_mail_has_no_mail_server()
    {
        var reading = await ReadAsync("acme.test", ("acme.test", Spf), ("_dmarc.acme.test", Dmarc), ("acme.test MX", ""));

        Assert.Contains("no MX", reading.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_answers_nothing_is_claimed()
    {
        using var server = new NameServer(q => [NameServer.Answer(q, 2)]);

        var reading = await new DomainRecords(new DnsQuestions(server.Address, TimeSpan.FromSeconds(20))).ReadAsync("DNS", "acme.test", CancellationToken.None);

        Assert.StartsWith("not checked", reading.Detail, StringComparison.Ordinal);
        Assert.StartsWith("not checked", (await new DomainRecords(null).ReadAsync("DNS", "acme.test", CancellationToken.None)).Detail, StringComparison.Ordinal);
    }

    private static async Task<HealthReading> ReadAsync(string domain, params (string Name, string Text)[] zone)
    {
        using var server = new NameServer(q =>
        {
            var isMx = q[^14] == 15;
            var records = zone.Where(r => r.Name == NameServer.NameIn(q) + (isMx ? " MX" : "")).Select(r => (isMx, r.Text) switch
            {
                (true, "") => NameServer.Record(15, 0, 0, 0),
                (true, _) => NameServer.Mx(r.Text),
                (false, _) => NameServer.Txt(r.Text),
            });
            return [NameServer.Answer(q, 0, [.. records])];
        });
        return await new DomainRecords(new DnsQuestions(server.Address, TimeSpan.FromSeconds(20))).ReadAsync("DNS", domain, CancellationToken.None);
    }
}
