using FollowUpAgent.Contacts;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Effects;

public sealed class ColleaguesTests
{
    [Theory]
    [InlineData("acme.com", "acme.com")]
    [InlineData("Mail.Sales.ACME.com", "acme.com")]
    [InlineData("sales.acme.co.uk", "acme.co.uk")]
    [InlineData("acme.com.br", "acme.com.br")]
    [InlineData("x.acme.onmicrosoft.com", "acme.onmicrosoft.com")]
    [InlineData("localhost", "localhost")]
    public void The_registered_domain_is_what_somebody_registered(string domain, string registered) => Assert.Equal(registered, CompanyNames.RegisteredDomain(domain));

    [Theory]
    [InlineData("Acme B.V.", "ACME bv")]
    [InlineData("Acme, Inc.", "acme")]
    [InlineData("Müller & Söhne GmbH & Co. KG", "müller söhne")]
    [InlineData("Group", "group")]
    public void A_company_is_one_however_it_is_written(string one, string other) => Assert.Equal(CompanyNames.KeyOf(one), CompanyNames.KeyOf(other));

    [Fact]
    public void Marks_alone_are_no_company() => Assert.Null(CompanyNames.KeyOf(" -- "));

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reply_stops_everybody_under_the_registered_domain(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind, [], "a@mail.one.co.uk", "b@one.co.uk", "c@two.co.uk");

        await new Webhook(mailed).ReportAsync("replied", "a@mail.one.co.uk");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["a", "b"], await StoppedAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reply_stops_everybody_of_the_same_company_where_that_is_asked_for(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind, [("Sequences:hello:StopCompanyBy", "company")], "a@one.test", "b@two.test", "c@one.test");
        var imported = (await mailed.Agent.QueryAsync<Contact>("SELECT * FROM contact ORDER BY address")).Select((c, i) => c with { Company = new[] { "Acme B.V.", "ACME", "Other" }[i] });
        await mailed.Agent.Database.WriteAsync(s => s.UpdateContactsAsync(imported), CancellationToken.None);

        await new Webhook(mailed).ReportAsync("replied", "a@one.test");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["a", "b"], await StoppedAsync(mailed));
    }

    [Theory]
    [InlineData("ziggo.nl", null)]
    [InlineData("isp.example", "isp.example")]
    public async Task Customers_of_a_mail_provider_are_no_colleagues(string domain, string? listed)
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite, [("Events:PublicMailDomains:0", listed)], $"a@{domain}", $"b@{domain}");

        await new Webhook(mailed).ReportAsync("replied", $"a@{domain}");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["a"], await StoppedAsync(mailed));
    }

    private static Task<Mailed> SendAsync(DatabaseKind kind, (string Key, string? Value)[] settings, params string[] addresses)
    {
        var all = settings.Where(s => s.Value is not null).ToDictionary(s => s.Key, s => s.Value);
        all["Sequences:hello:StopCompanyOnReply"] = "true";
        return Webhook.SendAsync(kind, addresses.Length, all, i => addresses[i]);
    }

    private static Task<List<string>> StoppedAsync(Mailed mailed) => mailed.Agent.QueryAsync<string>(
        "SELECT SUBSTR(c.address, 1, 1) FROM enrollment e JOIN contact c ON c.id = e.contact_id WHERE e.state = 'ended' ORDER BY c.address");
}
