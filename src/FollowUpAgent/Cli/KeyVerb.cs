using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Cli;

/// <summary><c>followup key</c>: makes an API key. It is shown once; the settings hold its hash.</summary>
internal static class KeyVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(Output output)
    {
        var id = new Argument<string>("id") { Description = "The key's name in settings and logs: lower-case letters, digits and hyphens." };
        var scope = new Option<string>("--scope") { Description = "What it may do; each includes the ones before it.", DefaultValueFactory = _ => "read" };
        scope.AcceptOnlyFromAmong([.. Enum.GetNames<ApiScope>().Select(s => s.ToLowerInvariant())]);
        var expires = new Option<string?>("--expires") { Description = "From this day on (UTC) it is refused, as in 2027-12-31. Default: never." };
        var json = Output.JsonOption();
        return new Verb(
            "key",
            "Make an API key. The key is shown once; only its hash goes into the settings.",
            "followup key crm --scope enroll --expires 2027-12-31")
        {
            id, scope, expires, json,
        }.Does((parse, _) => Task.FromResult(Make(parse.GetValue(id)!, parse.GetValue(scope)!, parse.GetValue(expires), parse.GetValue(json), output)));
    }

    private static int Make(string id, string scope, string? expires, bool json, Output output)
    {
        if (!KeyRule.Allows(id))
        {
            throw new VerbException($"'{id}' cannot be the name of a key: expected {KeyRule.Expected}.", ExitCode.WrongUsage);
        }

        if (expires is not null && !DateOnly.TryParseExact(expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            throw new VerbException($"--expires is '{expires}': expected a day such as 2027-12-31.", ExitCode.WrongUsage);
        }

        var (key, sha256) = ApiKeys.Make(id, new SecureChance());
        var end = expires is null ? "" : $", \"Expires\": \"{expires}T00:00:00Z\"";
        var lines = $$"""
            "Api": { "Keys": { "{{id}}": { "Sha256": "{{sha256}}", "Scopes": [ "{{scope}}" ]{{end}} } } }
            """;
        if (json)
        {
            output.WriteJson(new { id, key, sha256, scopes = new[] { scope }, expires });
            return ExitCode.Done;
        }

        output.Line(key);
        output.Line();
        output.Line("It is not shown again. Put its hash into appsettings.json and start the agent anew:");
        output.Line();
        output.Line(lines);
        return ExitCode.Done;
    }
}
