using System.Security.Cryptography.X509Certificates;

namespace FollowUpAgent.Delivery.Smtp;

/// <summary>Whom we believe that a server is who it says: the system's authorities, or only those in a file.</summary>
internal static class ServerTrust
{
    /// <summary>The certificates in a PEM file.</summary>
    public static X509Certificate2Collection Load(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }

    /// <summary>The policy under which chains are built, or null for the system's own.</summary>
    public static X509ChainPolicy? Policy(string? trustedCertificateFile)
    {
        if (trustedCertificateFile is null)
        {
            return null;
        }

        // A private authority rarely publishes revocations; asking for them would refuse every one of its certificates.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(Load(trustedCertificateFile));
        return policy;
    }
}
