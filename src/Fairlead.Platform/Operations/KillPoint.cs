using System.Diagnostics;
using System.Globalization;

namespace Fairlead.Platform.Operations;

/// <summary>
/// Named places at which a test can end the process as a power cut would: <c>FAIRLEAD_KILL=name:n</c> kills at the n-th
/// passing of <c>name</c>, and <c>FAIRLEAD_FREEZE=name:n</c> stops the process there until SIGCONT wakes it. Read once; without
/// the variables a passing costs two comparisons.
/// </summary>
public static class KillPoint
{
    private static readonly Armed? Kill = Armed.Read("FAIRLEAD_KILL");
    private static readonly Armed? Freeze = Armed.Read("FAIRLEAD_FREEZE");

    public static void Hit(string name)
    {
        if (Kill?.IsDue(name) == true)
        {
            using var self = Process.GetCurrentProcess();
            // SIGKILL: no handler runs, nothing is flushed.
            self.Kill();
            self.WaitForExit();
        }

        if (Freeze?.IsDue(name) == true)
        {
            using var stop = Process.Start("kill", ["-STOP", $"{Environment.ProcessId}"]);
            stop.WaitForExit();
        }
    }

    private sealed class Armed(string name, int at)
    {
        private int _passed;

        public bool IsDue(string passing) => passing == name && Interlocked.Increment(ref _passed) == at;

        public static Armed? Read(string variable)
        {
            if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text)
                return null;
            var colon = text.LastIndexOf(':');
            return colon < 0
                ? new Armed(text, 1)
                : new Armed(text[..colon], int.Parse(text[(colon + 1)..], CultureInfo.InvariantCulture));
        }
    }
}
