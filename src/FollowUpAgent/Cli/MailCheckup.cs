using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Messages;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Cli;

/// <summary>What <c>check</c> says about the way out: mail servers, and the domains that mails come from.</summary>
internal sealed class MailCheckup(OpenedAgent opened, IProgress<string> progress)
{
    // A person waits: a server that needs longer is worth a look in any case.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DnsPatience = TimeSpan.FromSeconds(3);
    private static readonly string[] ReservedDomains = [".example", ".test", ".invalid", ".localhost"];
    private readonly DeliveryOptions delivery = opened.Get<DeliveryOptions>();
    private readonly SequenceCatalog catalog = opened.Get<SequenceCatalog>();

    /// <summary>One reading for each mail server in use; one for the folder while nothing leaves.</summary>
    public async Task<IReadOnlyList<HealthReading>> ReadRelaysAsync(CancellationToken cancellationToken)
    {
        if (!delivery.Live)
        {
            return
            [
                new HealthReading("mails", HealthState.Ok, $"written into {opened.Folder.Resolve(delivery.MailFolder)}; nothing leaves, mail servers not checked"),
            ];
        }

        var readings = new List<HealthReading> { ReadPublicUrl() };
        foreach (var relay in catalog.Senders.Select(s => s.Relay).Distinct(StringComparer.Ordinal))
        {
            progress.Report($"relay {relay}");
            readings.Add(await ReadRelayAsync(relay, delivery.Relays[relay], cancellationToken));
        }

        return readings;
    }

    /// <summary>One reading for each domain that mails come from.</summary>
    public async Task<IReadOnlyList<HealthReading>> ReadDomainsAsync(CancellationToken cancellationToken)
    {
        var readings = new List<HealthReading>();
        foreach (var domain in catalog.Senders.Select(s => s.Address[(s.Address.LastIndexOf('@') + 1)..].ToLowerInvariant()).Distinct())
        {
            readings.Add(await ReadDomainAsync(domain, cancellationToken));
        }

        return readings;
    }

    private HealthReading ReadPublicUrl()
    {
        var url = new Uri(opened.Get<MessagesOptions>().PublicUrl);
        return url.IsLoopback
            ? new HealthReading("public address", HealthState.Failing, $"mails leave, but their links lead to {url}", "Set Messages:PublicUrl to the https address of the public listener.")
            : new HealthReading("public address", HealthState.Ok, url.ToString());
    }

    private static async Task<HealthReading> ReadRelayAsync(string key, SmtpOptions options, CancellationToken cancellationToken)
    {
        var name = $"relay {key}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await using var mailer = new SmtpMailer(options, TimeProvider.System);
            await using var session = await mailer.OpenAsync(limit.Token);
            return new HealthReading(name, HealthState.Ok, $"{options} answers{(options.UserName is null ? "" : ", the login works")}");
        }
        catch (MailerUnavailableException e)
        {
            return new HealthReading(name, HealthState.Failing, $"{options}", $"{e.Message} {e.Reply?.Summary} Check Delivery:Relays:{key}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthReading(name, HealthState.Failing, $"{options}", $"No answer within {Patience.TotalSeconds:0} s. Check Delivery:Relays:{key} and the network.");
        }
    }

    private async Task<HealthReading> ReadDomainAsync(string domain, CancellationToken cancellationToken)
    {
        var name = $"DNS of {domain}";
        if (Array.Exists(ReservedDomains, d => domain.EndsWith(d, StringComparison.Ordinal)) || domain is "example.com" or "example.net" or "example.org")
        {
            return new HealthReading(
                name,
                delivery.Live ? HealthState.Failing : HealthState.Ok,
                "a domain for examples",
                delivery.Live ? "Mails leave from a domain that nobody owns. Set the address of your own mailbox in the section Senders." : null);
        }

        progress.Report(name);
        var dns = DnsQuestions.SystemServer() is { } server ? new DnsQuestions(server, DnsPatience) : null;
        return await new DomainRecords(dns).ReadAsync(name, domain, cancellationToken);
    }
}
