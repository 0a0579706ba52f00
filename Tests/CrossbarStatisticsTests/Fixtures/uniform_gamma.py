from fractions import Fraction as F
import mpmath as mp
mp.mp.dps=60
K=60
a=[F(0)]*(K+3); a[1]=F(1)
for n in range(2,K+3):
    s=F(0)
    for i in range(2,n): s+=a[i]*(n+1-i)*a[n+1-i]
    a[n]=(a[n-1]-s)/(n+1)
# mu = eta*m, m=sum a[i+1] eta^i ; 1/m series
m=a[1:]
inv=[F(0)]*len(m); inv[0]=F(1)
for k in range(1,len(m)):
    inv[k]=-sum(m[i]*inv[k-i] for i in range(1,k+1))
# 1/mu = inv/eta
# g_k Stirling coefficients via exp of series
N=14
b=[F(0)]*(N+1)
from sympy import bernoulli
for j in range(1,(N+1)//2+1):
    if 2*j-1<=N: 
        B=bernoulli(2*j); b[2*j-1]=F(int(B.p),int(B.q))/(2*j*(2*j-1))
g=[F(0)]*(N+1); g[0]=F(1)
for k in range(1,N+1):
    g[k]=sum(i*b[i]*g[k-i] for i in range(1,k+1))/k
C=[]
c=[inv[k+1] for k in range(len(inv)-1)]  # 1/mu-1/eta
C.append(c)
for n in range(1,N):
    d=[(k+1)*c[k+1] for k in range(len(c)-1)]
    # (d + (-1)^n g_n * eta/mu)/eta ; eta/mu=inv
    t=[d[k]+(-1)**n*g[n]*inv[k] for k in range(min(len(d),len(inv)))]
    assert t[0]==0,(n,t[0])
    c=t[1:]; C.append(c)
def S(x,a):
    pass
out=[]
for n in range(N):
    row=[]
    for k in range(len(C[n])):
        v=float(C[n][k])
        row.append(v)
    # trim
    last=max([k for k in range(len(row)) if abs(row[k])*0.5**k*100.0**-n>2e-19] or [-1])
    out.append(row[:last+1])
out=[r for r in out if r]
print(len(out),[len(r) for r in out])
import json; json.dump(out,open("temme.json","w"))
# check
def Q(a_,x):
    mu=(x-a_)/a_; h=mu-mp.log1p(mu); eta=mp.sign(mu)*mp.sqrt(2*h)
    s=sum(sum(mp.mpf(v)*eta**k for k,v in enumerate(r))*mp.mpf(a_)**-n for n,r in enumerate(out))
    return mp.erfc(eta*mp.sqrt(mp.mpf(a_)/2))/2+mp.exp(-a_*h)/mp.sqrt(2*mp.pi*a_)*s
for a_ in (100,150,1000):
    for l in (.56,.7,.9,1,1.1,1.3,1.6):
        x=mp.mpf(a_)*mp.mpf(l)
        q=mp.gammainc(a_,x,mp.inf,regularized=True); p=mp.gammainc(a_,0,x,regularized=True)
        e=(Q(a_,x)-q)/min(p,q); mu=l-1; 
        print(a_,l,mp.nstr(e,3), mp.nstr(mp.sqrt(2*(mu-mp.log1p(mu))),3))
print([mp.nstr(mp.zeta(k)-1,20) for k in range(2,36)])
