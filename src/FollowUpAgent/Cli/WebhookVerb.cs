using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Events;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Providers;

namespace FollowUpAgent.Cli;

/// <summary><c>followup webhook</c>: says what the agent thinks of a recorded delivery, and why. Needs no agent, server or database.</summary>
internal static class WebhookVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(Output output)
    {
        var providers = AllProviders.Create();
        var provider = new Argument<string>("provider") { Description = $"Whose delivery it is: {string.Join(", ", providers.Select(p => p.Name))}." };
        provider.AcceptOnlyFromAmong([.. providers.Select(p => p.Name)]);
        var headers = new Option<string>("--headers") { Description = "A JSON file with the request's headers: an object of name to value.", Required = true };
        var body = new Option<string>("--body") { Description = "A file with the raw body.", Required = true };
        var secrets = new Option<string[]>("--secret") { Description = "What proves it: signing key, public key, topic, user:password, or a .pem file. May be given more than once." };
        var url = new Option<string?>("--url") { Description = "The webhook's address as the provider knows it; Mandrill signs it." };
        var at = new Option<string?>("--at") { Description = "When it came, as in 2026-03-01T09:00:00Z; signatures expire. Default: now." };
        var json = Output.JsonOption();
        return new Verb(
            "webhook",
            "Say what the agent thinks of a recorded delivery of a mail provider: whether it is accepted, why not, and what it says.",
            "followup webhook mailgun --headers headers.json --body body.bin --secret key-0123456789abcdef --at 2026-03-01T09:00:00Z --json")
        {
            provider, headers, body, secrets, url, at, json,
        }.Does(async (parse, cancellationToken) =>
        {
            var delivery = await ReadAsync(parse.GetValue(headers)!, parse.GetValue(body)!, parse.GetValue(url), cancellationToken);
            var keys = (parse.GetValue(secrets) ?? []).Select(KeyIn).ToList();
            var judged = await JudgeAsync(providers.Single(p => p.Name == parse.GetValue(provider)), delivery, keys, TimeIn(parse.GetValue(at)), cancellationToken);
            Write(judged, parse.GetValue(json), output);
            return ExitCode.Done;
        });
    }

    private static async Task<ProviderDelivery> ReadAsync(string headersFile, string bodyFile, string? url, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var document = JsonFields.TryParse(await File.ReadAllBytesAsync(headersFile, cancellationToken), out var fault);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            throw new VerbException($"{headersFile} holds no headers: {fault ?? "expected a JSON object of name to value"}.", ExitCode.WrongUsage);
        }

        foreach (var header in root.EnumerateObject())
        {
            headers[header.Name] = string.Join(", ", root.Texts(header.Name));
        }

        var address = Uri.TryCreate(url, UriKind.Absolute, out var given) ? given : null;
        if (address is { UserInfo.Length: > 0 })
        {
            // A sender that is given a user in the address sends it as Basic authorisation.
            headers.TryAdd("Authorization", $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo)))}");
        }

        return new ProviderDelivery(headers.GetValueOrDefault, await File.ReadAllBytesAsync(bodyFile, cancellationToken))
        {
            Url = url,
            PathSecret = address?.Segments is [.., var last] && last != "/" ? last.Trim('/') : null,
        };
    }

    private static async Task<Judged> JudgeAsync(
        IEventProvider provider, ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (delivery.Header("Content-Encoding") is not null)
        {
            return Judged.Refused(StatusCodes.Status415UnsupportedMediaType, "the body is compressed");
        }

        if (delivery.Body.Length > Intake.MostBytes)
        {
            return Judged.Refused(StatusCodes.Status413PayloadTooLarge, $"the body is larger than {Intake.MostBytes} bytes");
        }

        if (secrets.Count == 0)
        {
            return Judged.Refused(StatusCodes.Status401Unauthorized, $"no --secret was given: expected {provider.SecretForm}");
        }

        using var sns = new SnsDoor(SnsDoor.Outside(), TimeProvider.System);
        return await new ProviderDoor(sns).CheckAsync(provider, delivery, secrets, now, cancellationToken) switch
        {
            ProviderVerdict.Accepted => Judged.Accepted(provider.Read(delivery)),
            ProviderVerdict.Refused(var reason) => Judged.Refused(StatusCodes.Status401Unauthorized, reason),
            _ => Judged.Refused(provider.BusyStatus, "the certificate of its signature cannot be fetched now"),
        };
    }

    private static string KeyIn(string secret) => secret.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) && File.Exists(secret) ? File.ReadAllText(secret) : secret;

    private static DateTimeOffset TimeIn(string? text)
    {
        if (text is null)
        {
            return TimeProvider.System.GetUtcNow();
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new VerbException($"--at is '{text}': expected a moment such as 2026-03-01T09:00:00Z.", ExitCode.WrongUsage);
    }

    private static void Write(Judged judged, bool json, Output output)
    {
        if (json)
        {
            output.WriteJson(judged);
            return;
        }

        output.Line(judged.IsAccepted ? $"Accepted, answered {judged.Status}." : $"Refused, answered {judged.Status}: {judged.Reason}.");
        if (judged is { IsAccepted: true, Reason: { } fault })
        {
            output.Line($"Not all of it can be read: {fault}.");
        }

        output.Table([.. judged.Events.Select(e => new[] { e.Type, e.Recipient ?? "", e.MessageId ?? "", e.StatusCode ?? "", e.Reason ?? "" })], indent: 2);
        output.Table([.. judged.Inbound.Select(m => new[] { "mail", m.From ?? "", m.Subject ?? "" })], indent: 2);
    }

    /// <summary>What is thought of a delivery, as a script reads it.</summary>
    private sealed record Judged(
        [property: System.Text.Json.Serialization.JsonPropertyName("accepted")] bool IsAccepted, int Status, string? Reason, IReadOnlyList<WebhookEvent> Events, IReadOnlyList<WebhookMail> Inbound)
    {
        public static Judged Refused(int status, string reason) => new(false, status, reason, [], []);

        public static Judged Accepted(ProviderReading reading)
        {
            var reader = new MimeReader();
            return new Judged(
                true, StatusCodes.Status200OK, reading.Fault, [.. reading.Events.Select(WebhookEvent.Of)], [.. reading.Inbound.Select(m => WebhookMail.Of(m, m.ToReceived(reader)))]);
        }
    }
}

/// <summary>One event of a delivery, as a script reads it.</summary>
internal sealed record WebhookEvent(
    string Type, string? Subtype, string? Recipient, string? MessageId, string? ProviderEventId, DateTime? OccurredAt, string? Url, string? Reason, string? StatusCode,
    bool Machine, IReadOnlyList<string> Tags, IReadOnlyDictionary<string, JsonElement> Metadata)
{
    /// <summary>The event.</summary>
    public static WebhookEvent Of(ProviderEvent e) => new(
        e.Type, e.Subtype, e.Recipient, e.MessageId, e.ProviderEventId, e.OccurredAt?.UtcDateTime, e.Url, e.Reason, e.StatusCode, e.Machine, e.Tags, e.Metadata);
}

/// <summary>One mail of a delivery, as a script reads it.</summary>
internal sealed record WebhookMail(
    string? From, IReadOnlyList<string> To, string? Subject, string? Text, string? Html, string? StrippedText, string? MessageId, string? InReplyTo,
    IReadOnlyList<string> References, string? Date, string? Sender, string? Recipient, string? ProviderEventId, DateTime? ReceivedAt, IReadOnlyList<InboundAttachment> Attachments)
{
    /// <summary>The mail, as it was handed over and as it reads.</summary>
    public static WebhookMail Of(InboundMail mail, ReceivedMail read) => new(
        MailClassifier.AddressIn(read.Find("From")),
        [.. (read.Find("To") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(MailClassifier.AddressIn).OfType<string>().Where(a => a.Contains('@', StringComparison.Ordinal))],
        read.Find("Subject"),
        read.Text,
        read.Html,
        mail.StrippedText,
        read.Find("Message-ID"),
        read.Find("In-Reply-To"),
        MailClassifier.IdsIn(read.Find("References")),
        read.Find("Date"),
        mail.Sender,
        mail.Recipient,
        mail.ProviderEventId,
        mail.ReceivedAt?.UtcDateTime,
        mail.Attachments);
}
