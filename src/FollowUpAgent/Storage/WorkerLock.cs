using FollowUpAgent.Hosting;

namespace FollowUpAgent.Storage;

/// <summary>
/// Lets one process at a time run the pumps on an SQLite file. The operating system releases it when the process dies, so a killed
/// worker is replaced at once.
/// </summary>
internal sealed class WorkerLock : IDisposable
{
    private readonly FileStream stream;

    private WorkerLock(FileStream stream) => this.stream = stream;

    /// <summary>Where the lock of an agent lies.</summary>
    public static string FileIn(AgentFolder folder) => Path.GetFullPath(Path.Combine(folder.Data, "worker.lock"));

    /// <summary>Whether a process holds the lock. Looks by a lock that others may share, for no longer than it takes to look.</summary>
    public static bool IsHeld(string file)
    {
        try
        {
            using var seen = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="WorkerRunsException">Another process holds it.</exception>
    public static WorkerLock Take(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            return new WorkerLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new WorkerRunsException(
                $"Another worker runs on this data ({file} is locked). Stop it first, or use PostgreSQL for several workers.", e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => stream.Dispose();
}

/// <summary>A second worker was started on the same SQLite file.</summary>
internal sealed class WorkerRunsException(string message, Exception inner) : Exception(message, inner);
