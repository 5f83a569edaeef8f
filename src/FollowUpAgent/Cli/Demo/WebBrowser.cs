using System.ComponentModel;
using System.Diagnostics;

namespace FollowUpAgent.Cli.Demo;

/// <summary>Opens a page where the person sits, if there is a screen.</summary>
internal static class WebBrowser
{
    private static bool HasScreen => !OperatingSystem.IsLinux()
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY"))
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));

    /// <summary>Opens it. Nothing depends on it: the address is printed too.</summary>
    public static void TryOpen(string url)
    {
        if (!HasScreen)
        {
            return;
        }

        try
        {
            Process.Start(new ProcessStartInfo(url) { UseShellExecute = true })?.Dispose();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            // No browser here; the person reads the address.
        }
    }
}
