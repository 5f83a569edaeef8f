using FollowUpAgent.Learning.Outcomes;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace FollowUpAgent.Learning.Tests.Outcomes;

/// <summary>A posterior's covariance by another library's way: curvature and prior added up, and inverted.</summary>
internal static class Covariance
{
    public static Matrix<double> Of(Laplace fit, Prior prior)
    {
        var size = prior.Precisions.Length;
        return (new DenseMatrix(size, size, fit.Data.Curvature) + DenseMatrix.OfDiagonalArray(prior.Precisions)).Inverse();
    }
}
