using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Contacts;

public sealed class ContactsApiTests
{
    private static readonly byte[] Nothing = [];

    [Theory, OnSqlite, OnPostgres]
    public async Task A_contact_is_added_changed_found_and_shown_to_the_person(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);
        var client = api.Enroller;

        var added = await client.PutAsJsonAsync("/api/v1/contacts/Ada@Example.test", new { firstName = "Ada", lawfulBasis = "consent", basisDate = "2026-01-05", fields = new { plan = "gold", seats = 5 } });
        var changed = await client.PutAsJsonAsync("/api/v1/contacts/ada@example.test", new { company = "Acme", firstName = "", address = "ADA@example.test", fields = new { seats = 6 } });
        var same = await client.PutAsJsonAsync("/api/v1/contacts/ada@example.test", new { company = "Acme" });
        var id = (await ApiInTest.ReadAsync(added, 201)).GetProperty("contact").GetGuid();
        var shown = await ApiInTest.ReadAsync(await api.Reader.GetAsync($"/api/v1/contacts/{id}"));
        var export = await ApiInTest.ReadAsync(await api.Admin.GetAsync("/api/v1/contacts/ada@example.test/export"));

        Assert.Equal(("updated", "unchanged"), (await VerdictAsync(changed), await VerdictAsync(same)));
        Assert.Equal(("Ada", "Acme", "ada@example.test"), (Text(shown, "firstName"), Text(shown, "company"), Text(shown, "address")));
        Assert.Equal("""{"plan":"gold","seats":"6"}""", shown.GetProperty("fields").GetRawText());
        Assert.Equal((JsonValueKind.Null, false), (shown.GetProperty("notMailable").ValueKind, shown.GetProperty("suppressed").GetBoolean()));
        Assert.Equal("Acme", export.GetProperty("rooms").GetProperty("contacts").GetProperty("company").GetString());
        await ApiInTest.RefusalAsync(await api.Reader.GetAsync("/api/v1/contacts/nobody@example.test"), 404);
        Assert.Equal(400, (int)(await api.Reader.GetAsync("/api/v1/contacts/no%00body")).StatusCode);
        await ApiInTest.RefusalAsync(await api.Enroller.GetAsync("/api/v1/contacts/ada@example.test/export"), 401);
        await ApiInTest.RefusalAsync(await api.Reader.PutAsJsonAsync("/api/v1/contacts/eve@example.test", new { }), 401);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_list_gets_the_verdicts_of_an_import_and_one_bad_item_stops_no_other(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);
        await api.Agent.Get<SuppressionList>().SuppressAsync("stop@example.test", "anna", null, CancellationToken.None);
        const string body = """
            {"contacts":[
              {"address":"a@example.test","lawfulBasis":"consent","basisDate":"2026-01-05"},
              {"address":"A@example.test"},
              {"address":"nobasis@example.test","timeZone":"Europe/Amsterdam","tracking":false},
              {"address":"stop@example.test"},
              {"address":"no address"},
              {"address":"b@example.test","firstName":5},
              {"address":"b@example.test","lawfulBasis":"because"},
              {"address":"b@example.test","timeZone":"Europe/Amsterdm"},
              {"address":"b@example.test","firstName":"a\u0000b"},
              {"address":"b@example.test","firstName":"\ud800"},
              {"address":"b@example.test","\ud800":"x"},
              {"address":"b@example.test","fistName":"Bob"},
              {"address":"b@example.test","city":"Here","city":"There"},
              {"address":"b@example.test","fields":{"a":{"b":1}}},
              {"address":"b@example.test","fields":{"a":"1"," a":"2"}},
              {"firstName":"Nobody"},
              "b@example.test",
              null,
              {"doNotMail":true,"address":"leave@example.test","language":"???"}
            ]}
            """;

        var answer = await ApiInTest.ReadAsync(await api.Enroller.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/contacts", body)));

        var items = answer.GetProperty("items").EnumerateArray().ToList();
        string[] expected = ["added", "duplicate", "added", "suppressed", .. Enumerable.Repeat("rejected", 15)];
        Assert.Equal(expected, items.Select(i => Text(i, "verdict")));
        Assert.Equal(15, answer.GetProperty("counts").GetProperty("rejected").GetInt32());
        Assert.Equal(("the same address as item 0", null), (Text(items[1], "reason"), Text(items[0], "reason")));
        Assert.Contains("did you mean Europe/Amsterdam", Text(items[7], "reason"), StringComparison.Ordinal);
        Assert.Contains("lawful basis", Text(items[2], "reason"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["a@example.test", "nobasis@example.test", "stop@example.test"], await api.Agent.QueryAsync<string>("SELECT address FROM contact ORDER BY address"));
        Assert.NotNull(await api.Agent.Database.ReadAsync(
            s => s.FindSuppressionAsync(api.Agent.Get<AddressKeys>().KeyOf("leave@example.test"), api.Agent.Clock.GetUtcNow()), CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_list_leaves_the_same_contacts_as_the_same_file(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);
        string[] names = ["email", "first name", "company", "language", "time zone", "lawful basis", "basis date", "source", "from elsewhere", "profiling", "plan"];
        string[][] rows =
        [
            ["one@example.test", "One", "Acme BV", "Dutch", "Europe/Amsterdam", "consent", "2026-01-05", "fair", "no", "yes", "gold"],
            ["two@example.test", "Two", "", "nl-BE", "", "published", "5-1-2026", "site", "yes", "no", ""],
            ["three@example.test", "Three", "Ünïcode & Co", "en", "W. Europe Standard Time", "other", "", "", "", "", "x"],
        ];
        var file = api.Agent.Folder.Resolve("rows.csv");
        await File.WriteAllTextAsync(file, string.Join('\n', rows.Prepend(names).Select(r => string.Join(';', r))), Encoding.UTF8);
        await api.Agent.Get<ContactImporter>().ImportAsync(new ImportRequest(file), null, CancellationToken.None);
        var imported = await AllAsync();
        await api.Agent.Database.WriteAsync(s => s.ExecuteAsync("DELETE FROM contact"), CancellationToken.None);

        var contacts = rows.Select(r => new
        {
            address = r[0],
            firstName = r[1],
            company = r[2],
            language = r[3],
            timeZone = r[4],
            lawfulBasis = r[5],
            basisDate = r[6],
            source = r[7],
            fromElsewhere = r[8],
            profiling = r[9],
            fields = new { plan = r[10] },
        });
        await ApiInTest.ReadAsync(await api.Enroller.PostAsJsonAsync("/api/v1/contacts", new { contacts }));

        Assert.Equal(imported, await AllAsync());

        async Task<List<Contact>> AllAsync() => [.. (await api.Agent.Database.ReadAsync(s => s.ReadContactsAsync(default, 10), CancellationToken.None))
            .OrderBy(c => c.Address).Select(c => c with { Id = default, AddressKey = Nothing, CreatedAt = default, UpdatedAt = default })];
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Contacts_are_paged_and_searched_by_what_is_written_whatever_that_is(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);
        var names = new[] { "100%", "under_score", "O'Brien", "\u202Eright", "Ünal", "back\\slash", "plain" };
        var contacts = names.Select((name, i) => new { address = $"c{i}@example.test", company = name }).ToList();
        await ApiInTest.ReadAsync(await api.Enroller.PostAsJsonAsync("/api/v1/contacts", new { contacts }));

        List<string?> seen = [];
        string? cursor = "";
        while (cursor is not null)
        {
            var page = await ListAsync($"limit=3{(cursor.Length > 0 ? "&cursor=" + cursor : "")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(c => Text(c, "company")));
            cursor = Text(page, "next");
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        foreach (var (search, found) in new[] { ("%", 1), ("_", 1), ("'", 1), ("\u202E", 1), ("ünal", 1), ("\\", 1), ("\0", 0), ("' OR 1=1 --", 0), ("C3@EXAMPLE", 1), ("example.test", 7) })
        {
            Assert.True(found == (await ListAsync($"search={Uri.EscapeDataString(search)}")).GetProperty("items").GetArrayLength(), search);
        }

        var next = Text(await ListAsync("limit=1"), "next")!;
        foreach (var wrong in new[] { "cursor=x", $"cursor={next}&search=a", $"cursor={next[..^2]}AA", $"cursor={Guid.Empty}", "limit=0", "limit=201", "cursor=", $"cursor={new string('A', 4000)}" })
        {
            await ApiInTest.RefusalAsync(await api.Reader.GetAsync($"/api/v1/contacts?{wrong}"), 400);
        }

        await ApiInTest.RefusalAsync(await api.Reader.GetAsync($"/api/v1/contacts?search={new string('x', 201)}"), 422);
        await ApiInTest.RefusalAsync(await api.Reader.GetAsync($"/api/v1/tasks?cursor={next}"), 400);

        async Task<JsonElement> ListAsync(string query) => await ApiInTest.ReadAsync(await api.Reader.GetAsync($"/api/v1/contacts?{query}"));
    }

    [Fact]
    public async Task What_is_no_list_of_contacts_or_no_contact_is_refused_as_a_whole()
    {
        await using var api = await ApiInTest.ServeAsync(DatabaseKind.Sqlite);
        var client = api.Enroller;

        foreach (var body in new[] { "[]", "5", "{}", """{"contacts":[]}""", """{"contacts":{}}""", """{"contacts":[1],"contacts":[1]}""", """{"\ud800":[1]}""", $$"""{"contacts":[{{string.Join(',', Enumerable.Repeat("1", 1001))}}]}""" })
        {
            await ApiInTest.RefusalAsync(await client.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/contacts", body)), 422);
        }

        foreach (var body in new[] { "", "{", "\u0000", new string('[', 100), """{"a":"\ud8"}""" })
        {
            await ApiInTest.RefusalAsync(await client.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/contacts", body)), 400);
            await ApiInTest.RefusalAsync(await client.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/enrollments", body)), 400);
        }

        foreach (var body in new[] { """{"sequence":"\ud800"}""", """{"\ud800":1,"\ud800":2}""" })
        {
            var answer = await client.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/enrollments", body));
            Assert.Contains((int)answer.StatusCode, new[] { 400, 422 });
        }

        await ApiInTest.RefusalAsync(await client.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/contacts", "{}", "text/plain")), 415);
        await ApiInTest.RefusalAsync(await client.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/contacts", $"\"{new string('x', 1 << 20)}\"")), 413);
        await ApiInTest.RefusalAsync(await client.PutAsJsonAsync("/api/v1/contacts/ada@example.test", new { address = "eve@example.test" }), 422);
        await ApiInTest.RefusalAsync(await client.PutAsJsonAsync("/api/v1/contacts/nobody", new { }), 422);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_was_erased_is_not_stored_again(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);
        await api.Enroller.PutAsJsonAsync("/api/v1/contacts/ada@example.test", new { firstName = "Ada" });

        await ApiInTest.RefusalAsync(await api.Admin.PostAsJsonAsync("/api/v1/contacts/ada@example.test/erase", new { }), 422);
        var erased = await ApiInTest.ReadAsync(await api.Admin.PostAsJsonAsync("/api/v1/contacts/ada@example.test/erase", new { by = "anna" }));
        await ApiInTest.RefusalAsync(await api.Admin.PostAsJsonAsync("/api/v1/contacts/nobody@example.test/erase", new { by = "anna" }), 404);
        var back = await api.Enroller.PutAsJsonAsync("/api/v1/contacts/ada@example.test", new { firstName = "Ada" });

        Assert.Equal(("erased", true), (Text(erased, "outcome"), erased.GetProperty("suppressed").GetBoolean()));
        Assert.Contains("erased on request", await ApiInTest.RefusalAsync(back, 409), StringComparison.Ordinal);
        Assert.Empty(await api.Agent.QueryAsync<string>("SELECT address FROM contact"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<string?> VerdictAsync(HttpResponseMessage answer) => Text(await ApiInTest.ReadAsync(answer), "verdict");
}
