using FollowUpAgent.Hosting.Health;

namespace FollowUpAgent.Cli;

/// <summary>What a sending domain publishes about its mail: SPF (RFC 7208), DMARC (RFC 7489), and whether it takes replies.</summary>
/// <param name="dns">Who is asked, or null where no name server is known.</param>
internal sealed class DomainRecords(DnsQuestions? dns)
{
    /// <summary>Reads the records of a domain.</summary>
    public async Task<HealthReading> ReadAsync(string name, string domain, CancellationToken cancellationToken)
    {
        var texts = dns is null ? null : await dns.AskAsync(domain, DnsRecord.Txt, cancellationToken);
        var servers = texts is null ? null : await dns!.AskAsync(domain, DnsRecord.Mx, cancellationToken);
        var policy = servers is null ? null : await FindPolicyAsync(domain, cancellationToken);
        if (policy is null)
        {
            return new HealthReading(name, HealthState.Ok, $"not checked: no name server answered. Look for SPF at {domain}, DMARC at _dmarc.{domain}");
        }

        List<string> missing =
        [
            .. texts!.Any(t => t.StartsWith("v=spf1", StringComparison.OrdinalIgnoreCase))
                ? Array.Empty<string>()
                : [$"no SPF: publish a TXT record at {domain} that names your mail server, as in 'v=spf1 include:… -all'"],
            .. policy.Length > 0 ? Array.Empty<string>() : [$"no DMARC: publish a TXT record at _dmarc.{domain}, to begin with 'v=DMARC1; p=none'"],
            // A mail server without a name says: no mail here (RFC 7505).
            .. servers!.Any(s => s.Length > 0) ? Array.Empty<string>() : [$"no MX: nobody can reply to an address at {domain}"],
        ];
        return missing.Count == 0
            ? new HealthReading(name, HealthState.Ok, $"SPF, DMARC ({policy}) and MX are there; DKIM is your mail server's part and not checked")
            : new HealthReading(name, HealthState.Warning, $"{missing.Count} records missing", string.Join(". ", missing) + ".");
    }

    /// <summary>The domain's DMARC policy, or that of the domain above it; empty where there is none, null where nobody answered.</summary>
    private async Task<string?> FindPolicyAsync(string domain, CancellationToken cancellationToken)
    {
        for (var at = domain; at.Contains('.', StringComparison.Ordinal); at = at[(at.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            var texts = await dns!.AskAsync($"_dmarc.{at}", DnsRecord.Txt, cancellationToken);
            if (texts?.FirstOrDefault(t => t.StartsWith("v=DMARC1", StringComparison.OrdinalIgnoreCase)) is { } record)
            {
                return record.Split(';').Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("p=", StringComparison.OrdinalIgnoreCase)) ?? "p=none";
            }

            if (texts is null)
            {
                return null;
            }
        }

        return "";
    }
}
