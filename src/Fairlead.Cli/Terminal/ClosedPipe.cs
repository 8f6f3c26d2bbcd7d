using System.Runtime.InteropServices;

namespace Fairlead.Cli.Terminal;

/// <summary>Asks the system whether anybody still reads what is written.</summary>
internal static class ClosedPipe
{
    private const short ErrorOrHangUp = 0x18;
    private const int OutputDescriptor = 1;

    /// <returns>Whether standard output is a pipe, or a socket, whose other end is closed.</returns>
    public static bool IsOutput()
    {
        if (OperatingSystem.IsWindows())
            return false;

        var asked = new Asked { Descriptor = OutputDescriptor };
        return Poll(ref asked, 1, 0) > 0 && (asked.Answered & ErrorOrHangUp) != 0;
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref Asked asked, nuint count, int milliseconds);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Asked
    {
        public int Descriptor;
        public short Wanted;
        public short Answered;
    }
}
