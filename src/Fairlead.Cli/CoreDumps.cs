using System.Runtime.InteropServices;

namespace Fairlead.Cli;

/// <summary>
/// A process that held credentials leaves no image of its memory behind when it is killed or crashes (THREATS T-80). Only Linux is
/// asked; where the system refuses, as some sandboxes do, the program runs all the same.
/// </summary>
internal static class CoreDumps
{
    private const int CoreSize = 4; // RLIMIT_CORE
    private const int SetDumpable = 4; // PR_SET_DUMPABLE

    public static void Prevent()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var none = new Limit(0, 0);
        _ = SetLimit(CoreSize, in none);
        // The limit does not hold for a dump that the system pipes to a collector; this does.
        _ = ProcessControl(SetDumpable, 0, 0, 0, 0);
    }

    [DllImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, in Limit limit);

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ProcessControl(int option, nint a, nint b, nint c, nint d);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Current, nuint Maximum);
}
