namespace FollowUpAgent.Tests.House;

/// <summary>Folders of this test process, gone when it ends.</summary>
internal static class TestFolder
{
    private static readonly Lazy<string> Root = new(() =>
    {
        var root = Directory.CreateTempSubdirectory("followup-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        return root;
    });

    private static int made;

    /// <summary>A new, empty folder.</summary>
    public static string New(string name) =>
        Directory.CreateDirectory(Path.Combine(Root.Value, $"{name}-{Interlocked.Increment(ref made)}")).FullName;

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A child that is still ending holds a file; the system's own clean-up takes the rest.
        }
    }
}
