using System.Text.RegularExpressions;

namespace Fairlead.Platform.Alerts.Reading;

/// <summary>
/// The workload that a pod belongs to, by the pod's name: Kubernetes makes up the endings of names from an alphabet without vowels,
/// and a stateful set counts. Without this each restart of a pod would be another alert.
/// </summary>
internal static partial class WorkloadName
{
    public static string OfPod(string pod)
    {
        var match = MadeUp().Match(pod);
        return match.Success ? match.Groups["name"].Value : pod;
    }

    // k8s.io/apimachinery, util/rand: the letters of made-up names; five for a pod, up to ten for a template's hash. A CronJob names its jobs after the
    // minute that they are due in, since 1970: eight digits until 2160.
    [GeneratedRegex(
        "^(?<name>.+?)(-[bcdfghjklmnpqrstvwxz2456789]{6,10}|-[0-9]{8})?-([bcdfghjklmnpqrstvwxz2456789]{5}|[0-9]{1,5})$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MadeUp();
}
