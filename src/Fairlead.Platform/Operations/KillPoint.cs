using System.Diagnostics;
using System.Globalization;

namespace Fairlead.Platform.Operations;

/// <summary>
/// Named places at which a test can end the process as a power cut would: <c>FAIRLEAD_KILL=name:n</c> kills at the n-th
/// passing of <c>name</c>. Read once; without the variable a passing costs one comparison.
/// </summary>
public static class KillPoint
{
    private static readonly (string Name, int At)? Armed = Read();
    private static int _passed;

    public static void Hit(string name)
    {
        if (Armed is { } armed && armed.Name == name && Interlocked.Increment(ref _passed) == armed.At)
        {
            using var self = Process.GetCurrentProcess();
            // SIGKILL: no handler runs, nothing is flushed.
            self.Kill();
            self.WaitForExit();
        }
    }

    private static (string Name, int At)? Read()
    {
        if (Environment.GetEnvironmentVariable("FAIRLEAD_KILL") is not { Length: > 0 } text)
            return null;
        var colon = text.LastIndexOf(':');
        return colon < 0
            ? (text, 1)
            : (text[..colon], int.Parse(text[(colon + 1)..], CultureInfo.InvariantCulture));
    }
}
