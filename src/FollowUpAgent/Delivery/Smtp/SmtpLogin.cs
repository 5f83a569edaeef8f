using System.Text;

namespace FollowUpAgent.Delivery.Smtp;

/// <summary>AUTH by PLAIN, LOGIN or XOAUTH2 (RFC 4954, 4616), whichever the options and the server have in common.</summary>
internal sealed class SmtpLogin(SmtpOptions options, SmtpLine line)
{
    // RFC 4954, 4: a first answer that makes the command longer than this waits for the server's 334.
    private const int LongestCommand = 510;

    /// <summary>The mechanism to use, or null if the server offers none that fits.</summary>
    public string? Choose(IReadOnlySet<string> offered)
    {
        string[] wanted = options.Password is null ? ["XOAUTH2"] : ["PLAIN", "LOGIN"];
        return wanted.FirstOrDefault(offered.Contains);
    }

    /// <summary>Logs in and gives the server's last word, from which every form of the secret has been removed.</summary>
    public async Task<SmtpReply> LogInAsync(string mechanism, CancellationToken stopping)
    {
        var secret = options.Password ?? options.AccessToken ?? (await File.ReadAllTextAsync(options.AccessTokenFile!, stopping)).Trim();
        var responses = Responses(mechanism, secret);
        var answer = await LogInAsync(mechanism, responses, stopping);
        var reply = answer.ToReply("AUTH");
        return responses.Append(secret).Where(s => s.Length > 0)
            .Aggregate(reply, (r, s) => r with { Text = r.Text.Replace(s, "***", StringComparison.Ordinal) });
    }

    private async Task<ServerAnswer> LogInAsync(string mechanism, List<string> responses, CancellationToken stopping)
    {
        var command = $"AUTH {mechanism}";
        var isShort = mechanism != "LOGIN" && command.Length + 1 + responses[0].Length <= LongestCommand;
        var answer = await AskAsync(isShort ? $"{command} {responses[0]}" : command, stopping);
        foreach (var response in responses.Skip(isShort ? 1 : 0))
        {
            if (answer.Code != 334)
            {
                return answer;
            }

            answer = await AskAsync(response, stopping);
        }

        return answer;
    }

    private async Task<ServerAnswer> AskAsync(string text, CancellationToken stopping)
    {
        await line.WriteAsync($"{text}\r\n", options.Limits.Greeting, stopping);
        return await line.ReadAsync(options.Limits.Greeting, stopping);
    }

    private List<string> Responses(string mechanism, string secret) => mechanism switch
    {
        "PLAIN" => [Base64($"\0{options.UserName}\0{secret}")],
        "LOGIN" => [Base64(options.UserName!), Base64(secret)],
        // After a refusal XOAUTH2 has a 334 with details, which an empty line answers to get the 535.
        _ => [Base64($"user={options.UserName}\x01auth=Bearer {secret}\x01\x01"), ""],
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
