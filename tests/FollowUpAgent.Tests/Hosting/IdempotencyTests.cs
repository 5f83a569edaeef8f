using System.Text.Json;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage.Idempotency;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Hosting;

public sealed class IdempotencyTests
{
    private const string Ada = """{"firstName":"Ada","lawfulBasis":"consent","basisDate":"2026-01-05"}""";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_write_that_comes_again_takes_place_once_and_gets_the_first_answer(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);

        var first = await PutAsync(api.Enroller, "k-1", Ada);
        var again = await PutAsync(api.Enroller, "k-1", Ada);
        var other = await PutAsync(api.Enroller, "k-1", Ada.Replace("Ada", "Eve", StringComparison.Ordinal));
        var elsewhere = await PutAsync(api.Enroller, "k-1", Ada, "/api/v1/contacts/eve@example.test");
        var another = await PutAsync(api.Admin, "k-1", Ada);

        Assert.Equal((201, 201), ((int)first.StatusCode, (int)again.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal((false, true), (first.Headers.Contains("Idempotency-Replayed"), again.Headers.Contains("Idempotency-Replayed")));
        Assert.Equal("application/json", again.Content.Headers.ContentType?.MediaType);
        await ApiInTest.RefusalAsync(other, 422);
        await ApiInTest.RefusalAsync(elsewhere, 422);
        Assert.Equal("unchanged", (await ApiInTest.ReadAsync(another)).GetProperty("verdict").GetString());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_at_the_same_time_one_takes_place(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);
        var client = api.Enroller;

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => PutAsync(client, "together", Ada)));

        Assert.All(answers, a => Assert.Contains((int)a.StatusCode, new[] { 201, 409 }));
        Assert.Single(answers, a => (int)a.StatusCode == 201 && !a.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(1, Assert.Single(await api.Agent.QueryAsync<long>("SELECT COUNT(*) FROM api_request WHERE status = 201")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task While_the_first_runs_the_second_is_asked_to_wait_and_a_worker_that_died_is_not_waited_for_for_ever(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);
        var ledger = api.Agent.Get<IIdempotencyLedger>();
        var request = new IdempotentRequest([1], [2]);

        var first = await ledger.BeginAsync(request, TimeSpan.FromMinutes(1), CancellationToken.None);
        var second = await ledger.BeginAsync(request, TimeSpan.FromMinutes(1), CancellationToken.None);
        var wrong = await ledger.BeginAsync(request with { Fingerprint = [3] }, TimeSpan.FromMinutes(1), CancellationToken.None);
        await api.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE api_request SET lease_until = 0"), CancellationToken.None);
        var third = await ledger.BeginAsync(request, TimeSpan.FromMinutes(1), CancellationToken.None);
        await ledger.EndAsync(request, (Claim.Ours)first, new KeptAnswer(500, null, [1]), CancellationToken.None);
        await ledger.EndAsync(request, (Claim.Ours)third, new KeptAnswer(200, null, [2]), CancellationToken.None);
        var fourth = await ledger.BeginAsync(request, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.IsType<Claim.Running>(second);
        Assert.IsType<Claim.Taken>(wrong);
        Assert.Equal(200, Assert.IsType<Claim.Answered>(fourth).Answer.Status);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_is_kept_for_a_day_and_nobody_who_was_erased_is_named_in_one(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);
        await PutAsync(api.Enroller, "day", Ada);
        api.Agent.Clock.Advance(TimeSpan.FromHours(23));
        await PutAsync(api.Enroller, "later", Ada, "/api/v1/contacts/bob@example.test");
        var held = await PutAsync(api.Enroller, "day", Ada);

        var erased = await api.Admin.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/contacts/ada@example.test/erase", """{"by":"anna"}"""));
        var blanked = await PutAsync(api.Enroller, "later", Ada, "/api/v1/contacts/bob@example.test");
        api.Agent.Clock.Advance(TimeSpan.FromHours(2));
        var expired = await PutAsync(api.Enroller, "day", Ada, "/api/v1/contacts/bob@example.test");
        api.Agent.Clock.Advance(TimeSpan.FromHours(48));
        var job = api.Agent.Get<IdempotencyLedger>();
        await job.RunAsync(job.Rhythm.LastEndedAt(api.Agent.Clock.GetUtcNow()), CancellationToken.None);

        Assert.True(held.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("erased", (await ApiInTest.ReadAsync(erased)).GetProperty("outcome").GetString());
        Assert.Contains("not kept", (await ApiInTest.ReadAsync(blanked, 201)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("unchanged", (await ApiInTest.ReadAsync(expired)).GetProperty("verdict").GetString());
        Assert.Equal(0, Assert.Single(await api.Agent.QueryAsync<long>("SELECT COUNT(*) FROM api_request")));
    }

    [Fact]
    public async Task What_failed_on_our_side_is_tried_again_and_what_was_refused_is_refused_again()
    {
        await using var api = await ApiInTest.ServeAsync(DatabaseKind.Sqlite);
        await api.Agent.Database.WriteAsync(s => s.ExecuteAsync("ALTER TABLE contact RENAME TO away"), CancellationToken.None);
        var failed = await PutAsync(api.Enroller, "k", Ada);
        await api.Agent.Database.WriteAsync(s => s.ExecuteAsync("ALTER TABLE away RENAME TO contact"), CancellationToken.None);

        var done = await PutAsync(api.Enroller, "k", Ada);
        var refused = await PutAsync(api.Enroller, "r", """{"language":"no such"}""");
        var again = await PutAsync(api.Enroller, "r", """{"language":"no such"}""");
        var unread = await PutAsync(api.Enroller, "u", "{");

        Assert.Equal((500, 201), ((int)failed.StatusCode, (int)done.StatusCode));
        Assert.Equal(await ApiInTest.RefusalAsync(refused, 422), await ApiInTest.RefusalAsync(again, 422));
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
        await ApiInTest.RefusalAsync(unread, 400);
    }

    [Fact]
    public async Task A_key_that_cannot_be_used_is_refused_and_neither_it_nor_the_body_is_in_the_database()
    {
        await using var api = await ApiInTest.ServeAsync(DatabaseKind.Sqlite);

        foreach (var key in new[] { "", " ", new string('k', 201), "a b" })
        {
            await ApiInTest.RefusalAsync(await PutAsync(api.Enroller, key, Ada), 400);
        }

        await PutAsync(api.Enroller, "secret-key-of-mine", Ada);
        var row = JsonSerializer.Serialize((await api.Agent.QueryAsync<object>("SELECT * FROM api_request")).Single());

        Assert.DoesNotContain("secret-key", row, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", row, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string key, string body, string path = "/api/v1/contacts/ada@example.test")
    {
        var request = ApiInTest.Raw(HttpMethod.Put, path, body);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return client.SendAsync(request);
    }
}
