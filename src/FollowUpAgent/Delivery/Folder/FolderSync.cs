using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FollowUpAgent.Delivery.Folder;

/// <summary>
/// Makes a rename last through a power cut. On Linux and macOS a new name is on the disk only once its folder is flushed,
/// and .NET opens no folder; Windows journals names by itself.
/// </summary>
internal static class FolderSync
{
    /// <summary>Flushes the folder's list of names to the disk.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(Encoding.UTF8.GetBytes(folder + "\0"), 0), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new IOException($"The folder {folder} cannot be opened to be flushed.");
        }

        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Open(byte[] path, int flags);
}
