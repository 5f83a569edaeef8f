using Microsoft.Playwright;

namespace FollowUpAgent.Browser.Tests;

/// <summary>One headless Chromium for all tests of a class: the system's own, nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? playwright;

    /// <summary>Where Chromium is, or null.</summary>
    public static string? Path { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>The running browser.</summary>
    public IBrowser Chromium { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Path is not null)
        {
            playwright = await Playwright.CreateAsync();
            Chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Headless = true });
        }
    }

    public async Task DisposeAsync()
    {
        await (Chromium?.DisposeAsync() ?? ValueTask.CompletedTask);
        playwright?.Dispose();
    }
}

/// <summary>A test that needs Chromium. Where it is not installed it is skipped and says so; in CI it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InBrowserAttribute : FactAttribute
{
    public InBrowserAttribute()
    {
        if (Browser.Path is null && Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = "Chromium is not installed (Debian: apt-get install chromium).";
        }
    }
}
