using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FollowUpAgent.Tests.Delivery.Smtp;

/// <summary>A private authority and what it has signed, made anew for each test.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly X509Certificate2 authority;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(Start, End);
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
        Localhost = Signed("localhost");
        Elsewhere = Signed("elsewhere.example");
    }

    public string AuthorityFile { get; } = Path.GetTempFileName();

    public X509Certificate2 Localhost { get; }

    public X509Certificate2 Elsewhere { get; }

    /// <summary>Key and certificate, as servers other than ours read them.</summary>
    public string LocalhostPem => $"{Localhost.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n{Localhost.ExportCertificatePem()}\n";

    public void Dispose()
    {
        File.Delete(AuthorityFile);
        authority.Dispose();
        Localhost.Dispose();
        Elsewhere.Dispose();
    }

    private X509Certificate2 Signed(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, Start.AddDays(1), End.AddDays(-1), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
