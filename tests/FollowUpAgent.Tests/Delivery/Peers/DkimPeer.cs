using System.Text;
using System.Text.Json;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Delivery.Peers;

/// <summary>Signs and verifies with mailauth, a program that is not ours, and a key of its own.</summary>
internal sealed class DkimPeer
{
    private readonly string keyFile = Path.Combine(TestFolder.New("dkim"), "key.pem");

    /// <summary>The mails with two signatures each on top: relaxed, and one that lets not a space change.</summary>
    public async Task<List<byte[]>> SignAsync(IEnumerable<byte[]> mails) =>
        [.. (await RunAsync("sign", mails)).Select(Convert.FromBase64String)];

    /// <summary>What a recipient's server would find, mail by mail.</summary>
    public async Task<List<DkimVerdict[]>> VerifyAsync(IEnumerable<byte[]> mails) =>
        [.. (await RunAsync("verify", mails)).Select(line => JsonSerializer.Deserialize<DkimVerdict[]>(line, JsonSerializerOptions.Web)!)];

    private async Task<string[]> RunAsync(string verb, IEnumerable<byte[]> mails)
    {
        var lines = string.Concat(mails.Select(mail => Convert.ToBase64String(mail) + "\n"));
        var output = await NodeScript.RunAsync("dkim-verify.mjs", [verb, keyFile], Encoding.ASCII.GetBytes(lines));
        return Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>The verdict on one signature.</summary>
internal sealed record DkimVerdict(string Result, string? Comment, string Format, string Signed);
