namespace FollowUpAgent.Events.Providers;

/// <summary>Every provider that is understood.</summary>
internal static class AllProviders
{
    /// <summary>One adapter each; they hold no state.</summary>
    public static IReadOnlyList<IEventProvider> Create() =>
        [new AmazonSes(), new Brevo(), new Mailgun(), new Mailjet(), new Mandrill(), new Postmark(), new Resend(), new SendGrid(), new SparkPost()];
}
