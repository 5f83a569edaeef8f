using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Smtp;

public class SmtpOptionsTests
{
    private static readonly SmtpOptions Good = new() { Host = "smtp.example.com", UserName = "ann", Password = "hunter2" };

    [Fact]
    public void The_defaults_with_a_host_are_free_of_faults() => Assert.Empty(Good.Faults("Delivery:Smtp"));

    [Fact]
    public void Everything_wrong_is_told_at_once()
    {
        var options = new SmtpOptions
        {
            Host = "not a host",
            Port = 0,
            Security = SmtpSecurity.None,
            UserName = "ann\n",
            Password = "hunter2\n",
            AccessToken = "",
            AccessTokenFile = "/nowhere/token",
            TrustedCertificateFile = "/nowhere/ca.pem",
            ClientName = "two words",
            Connections = 0,
            MailsPerConnection = 0,
            IdleLimit = TimeSpan.Zero,
            Limits = new SmtpTimeLimits { FinalDot = TimeSpan.Zero },
        };

        var faults = options.Faults("Delivery:Smtp").ToList();

        Assert.Equal(
            [
                "AccessToken", "AccessTokenFile", "ClientName", "Connections", "Host", "IdleLimit", "Limits:FinalDot", "MailsPerConnection", "Password", "Port",
                "Security", "TrustedCertificateFile", "UserName",
            ],
            faults.Select(f => f.Key["Delivery:Smtp:".Length..]).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain("hunter2", string.Join(' ', faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtp.example.com", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    public void A_login_in_clear_text_stays_on_this_machine(string host, bool isFine) =>
        Assert.Equal(isFine, !(Good with { Host = host, Security = SmtpSecurity.None }).Faults("S").Any());

    [Fact]
    public void A_login_needs_exactly_one_secret()
    {
        Assert.Equal("S:Password", Assert.Single((Good with { Password = null }).Faults("S")).Key);
        Assert.Equal("S:Password", Assert.Single((Good with { AccessToken = "t" }).Faults("S")).Key);
        Assert.Equal("S:UserName", Assert.Single((Good with { UserName = null }).Faults("S")).Key);
    }

    [Fact]
    public void Options_printed_by_mistake_show_no_secret() =>
        Assert.Equal("smtp.example.com:587 StartTls with login", $"{Good}");

    [Fact]
    public void A_mailer_is_not_made_from_faulty_options() =>
        Assert.DoesNotContain(
            "hunter2",
            Assert.Throws<ArgumentException>(() => new SmtpMailer(Good with { Port = 0 }, TimeProvider.System)).Message,
            StringComparison.Ordinal);
}
