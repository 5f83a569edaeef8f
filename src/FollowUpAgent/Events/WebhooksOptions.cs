using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Events;

/// <summary>Who may report events (<c>Webhooks</c>).</summary>
internal sealed class WebhooksOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Webhooks";

    /// <summary>The sources that post to <c>/hooks/events/{source}</c>, signed after Standard Webhooks. Default: none.</summary>
    public Dictionary<string, WebhookSourceOptions> Sources { get; init; } = [];

    /// <summary>The mail providers that post to <c>/hooks/{provider}/{name}</c> or, with a secret behind it, <c>/hooks/{provider}/{name}/{secret}</c>, each in its own way. Default: none.</summary>
    public Dictionary<string, ProviderOptions> Providers { get; init; } = [];

    /// <summary>Who hands over raw mail.</summary>
    public MailHookOptions Mail { get; init; } = new();

    /// <summary>Everything that is wrong with the section; never a secret.</summary>
    /// <param name="known">The providers that there are adapters for.</param>
    public IEnumerable<Fault> Faults(IEnumerable<IEventProvider> known)
    {
        foreach (var fault in Mail.Faults($"{Section}:Mail"))
        {
            yield return fault;
        }

        foreach (var fault in Providers.SelectMany(p => p.Value.Faults($"{Section}:Providers:{p.Key}", [.. known])))
        {
            yield return fault;
        }

        foreach (var (name, source) in Sources)
        {
            if (source.Secrets.Length is < 1 or > 2)
            {
                yield return new Fault($"{Section}:Sources:{name}:Secrets", $"{source.Secrets.Length} secrets", "one, or two while one replaces the other");
            }

            for (var i = 0; i < source.Secrets.Length; i++)
            {
                if (StandardSignature.ReadSecret(source.Secrets[i]) is null)
                {
                    yield return new Fault($"{Section}:Sources:{name}:Secrets:{i}", null, "'whsec_' and 24 to 64 bytes in base64");
                }
            }
        }
    }
}

/// <summary>One source of events.</summary>
internal sealed class WebhookSourceOptions
{
    /// <summary>The signing secrets, <c>whsec_…</c>; two while one replaces the other. Give them by environment variable or user secret.</summary>
    public string[] Secrets { get; init; } = [];

    /// <summary>Whether it reports replies: only then does a mail without one count as unanswered. Default: false.</summary>
    public bool ReportsReplies { get; init; }
}

/// <summary>The door for raw mail: replies, bounces, complaints.</summary>
internal sealed class MailHookOptions
{
    /// <summary>
    /// The secrets that end the path <c>/hooks/mail/{secret}</c>; two while one replaces the other. Give them by environment variable. Default:
    /// none, replies are not heard.
    /// </summary>
    public string[] Secrets { get; init; } = [];

    /// <summary>Everything that is wrong with it; never a secret.</summary>
    public IEnumerable<Fault> Faults(string key)
    {
        if (Secrets.Length > 2)
        {
            yield return new Fault($"{key}:Secrets", $"{Secrets.Length} secrets", "one, or two while one replaces the other");
        }

        for (var i = 0; i < Secrets.Length; i++)
        {
            if (!MailSecrets.IsSecret(Secrets[i]))
            {
                yield return new Fault($"{key}:Secrets:{i}", null, "22 to 128 letters, digits, - or _ by chance, as from 'openssl rand -hex 32'");
            }
        }
    }
}

/// <summary>One webhook of a mail provider.</summary>
internal sealed class ProviderOptions
{
    /// <summary>Which provider it is: amazon_ses, brevo, mailgun, mailjet, mandrill, postmark, resend, sendgrid or sparkpost. Required.</summary>
    public string Provider { get; init; } = "";

    /// <summary>
    /// Its signing secrets, public keys or topics; two while one replaces the other. Those who sign nothing bring a secret at the end of the
    /// path, or as Basic or Bearer authorisation. Give secrets by environment variable.
    /// </summary>
    public string[] Secrets { get; init; } = [];

    /// <summary>The relay (<c>Delivery:Relays</c>) whose mails it reports on. Default: default.</summary>
    public string Relay { get; init; } = "default";

    /// <summary>Everything that is wrong with it; never a secret.</summary>
    public IEnumerable<Fault> Faults(string key, IReadOnlyList<IEventProvider> known)
    {
        if (known.FirstOrDefault(p => p.Name == Provider) is not { } adapter)
        {
            yield return new Fault($"{key}:Provider", Provider.Length == 0 ? null : Provider, $"one of {string.Join(", ", known.Select(p => p.Name))}");
            yield break;
        }

        if (Secrets.Length is < 1 or > 2)
        {
            yield return new Fault($"{key}:Secrets", $"{Secrets.Length} secrets", "one, or two while one replaces the other");
        }

        for (var i = 0; i < Secrets.Length; i++)
        {
            if (Secrets[i] is not { } secret || !adapter.IsSecret(secret))
            {
                yield return new Fault($"{key}:Secrets:{i}", null, adapter.SecretForm);
            }
        }
    }
}
