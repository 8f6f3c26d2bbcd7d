using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Fairlead.Cli.Terminal;

/// <summary>
/// Turns the terminal's echo off until disposed. The runtime does that only while it waits for a single key, so that a pasted
/// secret would show; and it undoes what <c>stty</c> sets as soon as that child ends.
/// </summary>
internal sealed class HiddenTyping : IDisposable
{
    private const int Now = 0;
    private const uint Echo = 0x8;

    // Larger than struct termios of any system; the local flags are the fourth of its 4-byte (Linux) or 8-byte (macOS) fields.
    private const int StructBytes = 256;
    private static readonly int LocalFlags = OperatingSystem.IsMacOS() ? 24 : 12;
    private readonly byte[]? _before;

    public HiddenTyping()
    {
        var settings = new byte[StructBytes];
        if (GetSettings(0, ref settings[0]) != 0)
            return;
        _before = [.. settings];
        var flags = settings.AsSpan(LocalFlags, sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(flags, BinaryPrimitives.ReadUInt32LittleEndian(flags) & ~Echo);
        IsHidden = SetSettings(0, Now, ref settings[0]) == 0;
    }

    /// <summary>False where standard input is no terminal that obeys.</summary>
    public bool IsHidden { get; }

    public void Dispose()
    {
        if (_before is not null)
            _ = SetSettings(0, Now, ref _before[0]);
    }

    [DllImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetSettings(int descriptor, ref byte settings);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSettings(int descriptor, int when, ref byte settings);
}
